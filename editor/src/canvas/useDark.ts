import { useMedia } from '../state/useMedia'
import { useSettings } from '../state/settings'

/** Whether the page is dark: whoever paints with its colours paints anew when that changes. */
export function useDark(): boolean {
  const system = useMedia('(prefers-color-scheme: dark)')
  const look = useSettings((settings) => settings.look)
  return look === 'auto' ? system : look === 'dark'
}
