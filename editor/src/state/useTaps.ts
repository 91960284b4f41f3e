import { useEffect } from 'react'
import type { Sample } from '../model/live'
import type { Tap } from '../model/wires'
import { useLive } from './live'
import { useWorkspace } from './workspace'


/** Listens at `taps` while `active`. */
export function useTaps(taps: readonly Tap[], active: boolean): void {
  const { link } = useWorkspace()
  useEffect(() => (active && taps.length ? link.watch(taps.map((tap) => tap.topic)) : undefined), [link, taps, active])
}

/** The port among `taps` that spoke last. */
export function useNewest(taps: readonly Tap[]): { tap: Tap; sample: Sample } | null {
  const tap = useLive(({ samples }) => {
    let newest: Tap | null = null
    let at = -Infinity
    for (const each of taps) {
      const sample = samples.get(each.topic)
      if (sample && sample.at >= at) [newest, at] = [each, sample.at]
    }
    return newest
  })
  const sample = useSample(tap?.topic)
  return tap && sample ? { tap, sample } : null
}

export function useSample(topic: string | undefined): Sample | undefined {
  return useLive(({ samples }) => (topic === undefined ? undefined : samples.get(topic)))
}
