import { preview } from '../model/value'
import { useText } from '../state/useText'
import type { TagItem } from './useTagSearch'

/** A tag in a list of choices: what it is, and what it was when it was last read. */
export function TagOption({ tag, name: id }: { tag: TagItem | undefined; name: string }) {
  const say = useText()
  if (!tag) return <span className="code">{id}</span>
  const { name, connection, address, unit, seen } = tag
  return (
    <div className="tag-option">
      <span className="code">{id}</span>
      <span className="clip">{say(name)}</span>
      <span className="grow" />
      {seen && (
        <span className="figures">
          {preview(seen.value, 16)} <span className="unit">{unit}</span>
        </span>
      )}
      {!seen && <span className="muted">{connection ? `${connection} ${address}` : unit}</span>}
    </div>
  )
}
