import { create } from 'zustand'

const KEY = 'sinterflow.station'

/** The station that this device is, as this browser remembers it: it then asks for a badge and not for a log-in. */
export const useStation = create<{ id: string | null }>(() => ({ id: localStorage.getItem(KEY) }))

export function becomeStation(id: string | null): void {
  if (id === null) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, id)
  useStation.setState({ id })
}
