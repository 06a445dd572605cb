/** Both axes as the language is read: time begins where reading begins, and figures stand there. */
export const axes = (isRtl: boolean) =>
  ({
    xAxisProps: { reversed: isRtl, minTickGap: 24, interval: 'equidistantPreserveStart' },
    yAxisProps: { orientation: isRtl ? 'right' : 'left', allowDecimals: false, width: 44, tickMargin: 8 },
  }) as const;
