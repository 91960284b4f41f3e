import { Checkbox } from 'antd'
import { useRights } from '../state/useRoles'
import { useText } from '../state/useText'

/** Each right as a box to tick, inside of a `Checkbox.Group`; those that somebody may not give are left out. */
export function RightChoices({ only }: { only?: (right: string) => boolean }) {
  const { rights } = useRights()
  const text = useText()
  return rights
    .filter(({ right }) => only?.(right) ?? true)
    .map(({ right, title }) => (
      <Checkbox key={right} value={right}>
        {text(title)} <span className="muted code">{right}</span>
      </Checkbox>
    ))
}
