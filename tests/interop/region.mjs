// An ordinary OpenID provider, written by others (npm oidc-provider), standing in for a region's platform.
// Environment: PORT, HUB (the hub's address), REGION (its code at the hub), CLIENT_SECRET.
// POST /_control/rotate replaces the signing key; ?kid=same keeps the key's name, as careless operators do.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import * as oidc from 'oidc-provider';

const { PORT, HUB, REGION, CLIENT_SECRET } = process.env;
const ISSUER = `http://127.0.0.1:${PORT}`;
const UNIT = { uscc: process.env.USCC, name: '示例互通研究有限公司' };
const told = [];

function newKey(kid) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid };
}

async function findAccount(_, id) {
  const person = { name: '示例人', phone: '199-0000-0041' };
  return { accountId: id, claims: async () => ({ sub: id, org: UNIT, person }) };
}

function provider(key) {
  return new oidc.Provider(ISSUER, {
    jwks: { keys: [key] },
    cookies: { keys: ['for this test only'] },
    clients: [{
      client_id: 'hub',
      client_secret: CLIENT_SECRET,
      redirect_uris: [`${HUB}/login/${REGION}/callback`],
      post_logout_redirect_uris: [`${HUB}/`],
      backchannel_logout_uri: `${HUB}/federation/${REGION}/logout`,
      backchannel_logout_session_required: true,
      id_token_signed_response_alg: 'ES256',
      token_endpoint_auth_method: 'client_secret_basic',
    }],
    claims: { openid: ['sub'], org: ['org'], person: ['person'] },
    scopes: ['openid', 'org', 'person'],
    features: { backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    findAccount,
    // The library refuses private addresses; here everything stands on this machine.
    fetch: (url, options) => {
      const { dispatcher, ...plain } = options;
      const answer = globalThis.fetch(url, plain);
      answer.then(({ status }) => told.push({ url: String(url), status }), (error) => told.push({ url: String(url), error: String(error) }));
      return answer;
    },
  });
}

let keys = 1;
let answer = provider(newKey('key-1')).callback();

createServer((request, response) => {
  const url = new URL(request.url, ISSUER);
  if (url.pathname === '/_control/rotate') {
    const kid = url.searchParams.get('kid') === 'same' ? `key-${keys}` : `key-${++keys}`;
    answer = provider(newKey(kid)).callback();
    response.end(kid);
  } else if (url.pathname === '/_control/told') {
    response.end(JSON.stringify(told));
  } else {
    answer(request, response);
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${ISSUER}`));
