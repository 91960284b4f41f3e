/** Samples of some figures over the last while: one list of times (seconds) and one a figure, as a chart takes them. */
export interface Series {
  times: readonly number[]
  values: readonly (readonly (number | null)[])[]
}

export const noSeries = (figures: number): Series => ({ times: [], values: Array.from({ length: figures }, () => []) })

/** With one more sample, without what is older than `span` seconds. A pause of more than `gap` seconds stays a gap. */
export function withSample(series: Series, time: number, sample: readonly (number | null)[], span: number, gap: number): Series {
  const last = series.times.at(-1)
  if (last !== undefined && time <= last) return series
  const pause = last !== undefined && time - last > gap ? [(last + time) / 2] : []
  const times = [...series.times, ...pause, time]
  const from = times.findIndex((each) => each >= time - span)
  return {
    times: times.slice(from),
    values: series.values.map((column, place) => [...column, ...pause.map(() => null), sample[place] ?? null].slice(from)),
  }
}
