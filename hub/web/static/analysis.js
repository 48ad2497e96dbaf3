// Charts of the analysis page, drawn from the same figures as the tables below them; without scripts those remain.
const box = document.querySelector("[data-series]");
const series = JSON.parse(box.dataset.series);
const calm = { aria: { enabled: true, decal: { show: true } }, animation: false };
const shown = [];
const draw = (name, option) => {
  const place = box.querySelector(`[data-chart="${name}"]`);
  place.hidden = false;
  const chart = window.echarts.init(place);
  chart.setOption({ ...calm, tooltip: { trigger: option.xAxis ? "axis" : "item", renderMode: "richText" }, ...option });
  shown.push(chart);
};
if (series.months.length) {
  draw("months", {
    title: { text: series.words.months, left: "center" },
    legend: { bottom: 0 },
    grid: { left: 16, right: 16, bottom: 40, containLabel: true },
    xAxis: { type: "category", data: series.months },
    yAxis: { type: "value", name: series.words.yuan },
    series: series.measures.map((one) => ({ name: one.name, type: "bar", data: one.yuan })),
  });
}
if (series.links.length) {
  draw("flow", {
    title: { text: series.words.flow, left: "center" },
    series: [{
      type: "sankey", left: 24, right: 120, top: 48, data: series.nodes, links: series.links,
      lineStyle: { color: "source", opacity: 0.35 },
    }],
  });
}
window.addEventListener("resize", () => shown.forEach((chart) => chart.resize()));
