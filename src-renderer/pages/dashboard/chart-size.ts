/** The same for the chart and for what stands in its place while it loads: nothing jumps. */
export const chartHeight = 220;
export const smallChartHeight = 140;
