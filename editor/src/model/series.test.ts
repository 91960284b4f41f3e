import { expect, it } from 'vitest'
import { noSeries, withSample } from './series'

it('keeps the last while, and shows a pause as a gap', () => {
  let series = noSeries(2)
  for (const time of [1, 2, 3]) series = withSample(series, time, [time * 10, null], 60, 3)
  expect(series).toEqual({ times: [1, 2, 3], values: [[10, 20, 30], [null, null, null]] })
  series = withSample(series, 9, [90, 5], 60, 3)
  expect(series.times).toEqual([1, 2, 3, 6, 9])
  expect(series.values).toEqual([[10, 20, 30, null, 90], [null, null, null, null, 5]])
  expect(withSample(series, 65, [1, 2], 60, 100).times).toEqual([6, 9, 65])
})

it('takes no sample twice, and none from before', () => {
  const series = withSample(noSeries(1), 5, [1], 60, 3)
  expect(withSample(series, 5, [2], 60, 3)).toBe(series)
  expect(withSample(series, 4, [2], 60, 3)).toBe(series)
})
