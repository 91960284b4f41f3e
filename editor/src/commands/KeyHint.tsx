import { shownKeys } from '../model/keys'
import { mac } from '../state/useKeys'

/** Keys as this computer's keyboard has them. */
export function KeyHint({ keys }: { keys: string }) {
  return <kbd className="key-hint">{shownKeys(keys, mac)}</kbd>
}
