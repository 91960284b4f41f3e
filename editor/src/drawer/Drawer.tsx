import type { Scope } from '../model/document'

/** What the flow says: debug, faults, dead letters, tests. */
export function Drawer({ scope }: { scope: Scope }) {
  return <div className="drawer">{scope.key}</div>
}
