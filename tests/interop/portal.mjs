// A provincial portal, on an independent relying-party library (npm openid-client).
// Environment: PORT, ISSUER (the hub), CLIENTS: {name: {client_id, secret | jwk}} as JSON; a name says how it proves itself.
// /login?as=<name>&…: push the request (RFC 9126) and leave; /callback: redeem and read; /do?as=…&what=…: later calls.
// /backchannel takes logout tokens and checks them with npm jose; /told lists what it made of them.
import { createServer } from 'node:http';
import * as oidc from 'openid-client';
import { createRemoteJWKSet, importJWK, jwtVerify } from 'jose';

const { PORT, ISSUER } = process.env;
const HERE = `http://127.0.0.1:${PORT}`;
const CLIENTS = JSON.parse(process.env.CLIENTS);
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';
const underWay = new Map();
const signedIn = new Map();
const told = [];

async function proofOf(name) {
  const { secret, jwk } = CLIENTS[name];
  if (name === 'private_key_jwt') return oidc.PrivateKeyJwt({ key: await importJWK(jwk, 'ES256'), kid: jwk.kid });
  if (name === 'client_secret_post') return oidc.ClientSecretPost(secret);
  return name === 'none' ? oidc.None() : oidc.ClientSecretBasic(secret);
}

async function configured(name) {
  const metadata = { id_token_signed_response_alg: 'ES256' };
  const found = await oidc.discovery(new URL(ISSUER), CLIENTS[name].client_id, metadata, await proofOf(name), {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  });
  return found;
}

async function login(asked) {
  const name = asked.get('as');
  const config = await configured(name);
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const more = Object.fromEntries([...asked].filter(([key]) => !['as', 'par'].includes(key)));
  const parameters = {
    redirect_uri: `${HERE}/callback`, scope: 'openid org person offline_access order.read', state, nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...more,
  };
  underWay.set(state, { name, config, verifier, nonce, maxAge: more.max_age });
  const build = asked.get('par') === 'no' ? oidc.buildAuthorizationUrl : oidc.buildAuthorizationUrlWithPAR;
  return build(config, parameters);
}

async function callback(url) {
  const { name, config, verifier, nonce, maxAge } = underWay.get(url.searchParams.get('state'));
  const tokens = await oidc.authorizationCodeGrant(config, url, {
    pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: url.searchParams.get('state'), idTokenExpected: true,
    ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
  });
  const claims = tokens.claims();
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  signedIn.set(name, { config, tokens, url, sub: claims.sub });
  return { claims, userinfo, scope: tokens.scope, expires_in: tokens.expires_in };
}

const LATER = {
  refresh: async (kept) => {
    kept.tokens = await oidc.refreshTokenGrant(kept.config, kept.tokens.refresh_token);
    return { claims: kept.tokens.claims() };
  },
  revoke: async (kept, { which = 'access_token' }) => {
    await oidc.tokenRevocation(kept.config, kept.tokens[which], { token_type_hint: which });
    return {};
  },
  introspect: (kept, { which = 'access_token' }) => oidc.tokenIntrospection(kept.config, kept.tokens[which]),
  userinfo: (kept) => oidc.fetchUserInfo(kept.config, kept.tokens.access_token, kept.sub),
  'code again': (kept) => oidc.authorizationCodeGrant(kept.config, kept.url, { pkceCodeVerifier: 'v'.repeat(43), expectedState: kept.url.searchParams.get('state') }),
  orders: async (kept) => {
    const answer = await oidc.fetchProtectedResource(kept.config, kept.tokens.access_token, new URL(`${ISSUER}/api/v1/orders`), 'GET');
    return { status: answer.status };
  },
};

async function backchannel(request) {
  let body = '';
  for await (const part of request) body += part;
  const keys = createRemoteJWKSet(new URL(`${ISSUER}/oauth/jwks`));
  const { payload, protectedHeader } = await jwtVerify(new URLSearchParams(body).get('logout_token'), keys, {
    issuer: ISSUER, audience: Object.values(CLIENTS).map((client) => client.client_id), typ: 'logout+jwt',
    algorithms: ['ES256'], requiredClaims: ['iat', 'exp', 'jti'], maxTokenAge: '2 minutes',
  });
  if (!(LOGOUT in (payload.events ?? {})) || 'nonce' in payload || !(payload.sid || payload.sub)) throw new Error('no logout');
  told.push({ aud: payload.aud, sub: payload.sub, sid: payload.sid, alg: protectedHeader.alg });
  return {};
}

async function answer(request, response) {
  const url = new URL(request.url, HERE);
  const given = Object.fromEntries(url.searchParams);
  if (url.pathname === '/login') {
    return response.writeHead(302, { Location: (await login(url.searchParams)).href }).end();
  }
  if (url.pathname === '/logout') {
    const { config, tokens } = signedIn.get(given.as);
    const to = oidc.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: `${HERE}/signed-out`, state: 'gone' });
    return response.writeHead(302, { Location: to.href }).end();
  }
  const made = url.pathname === '/callback' ? await callback(url)
    : url.pathname === '/do' ? await LATER[given.what](signedIn.get(given.as), given)
      : url.pathname === '/backchannel' ? await backchannel(request)
        : url.pathname === '/told' ? told
          : url.pathname === '/signed-out' ? { signed_out: true, ...given } : {};
  return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(made));
}

createServer((request, response) => answer(request, response).catch((error) => {
  const { code, error: word, error_description: description, message } = error;
  response.writeHead(400, { 'Content-Type': 'application/json' }).end(JSON.stringify({ code, error: word, description, message, cause: String(error.cause?.message ?? '') }));
})).listen(Number(PORT), '127.0.0.1');
