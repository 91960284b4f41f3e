import { useState, type ClipboardEvent, type CSSProperties, type KeyboardEvent, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { movedBy } from '../model/grid'
import { keysOf } from '../model/keys'
import { mac } from '../state/useKeys'
import { mayEdit, type GridState } from './useGrid'

interface GridInputProps<R> {
  grid: GridState<R>
  input: Ref<HTMLInputElement>
  style: CSSProperties
  title: string | undefined
  /** It lies over the column that stays in sight. */
  first: boolean
  page: number
  rowLabel: (row: R) => string
}

/**
 * The one field of the grid. It lies over the focused cell and always has the keys, so that input methods, the
 * clipboard and screen readers work as in any field; what it holds is seen only while a cell is edited.
 */
export function GridInput<R>({ grid, input, style, title, first, page, rowLabel }: GridInputProps<R>) {
  const { t } = useTranslation()
  const [leaving, setLeaving] = useState(false)
  const { editing, edit, endEdit } = grid
  const { row: at, column: across } = grid.selection.focus
  const row = grid.rows[at]
  const column = grid.columns[across]
  if (row === undefined || !column) return null
  const present = column.text(row)
  const writable = grid.onEdit !== null && mayEdit(column, row)
  const wrong = editing ? (column.check?.(editing.text, row) ?? null) : null
  const choices = editing ? column.choices?.(row) : undefined
  const pressed = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    const keys = keysOf(event.nativeEvent, mac)
    const done = editing ? edited(keys) : chosen(keys)
    setLeaving(keys === 'Escape' && !editing)
    if (!done) return
    event.preventDefault()
    event.stopPropagation()
  }
  const edited = (keys: string): boolean => {
    if (keys === 'Escape') return endEdit(false), true
    const ends = /^(Shift\+)?(Enter|Tab)$/.test(keys) || (editing?.way === 'over' && /^Arrow/.test(keys) && !choices)
    if (!ends) return false
    const next = movedBy(keys, grid.selection, grid.size, page)
    if (next) grid.select(next)
    return true
  }
  const chosen = (keys: string): boolean => {
    if (/Tab$/.test(keys) && leaving) return false
    const act = actOf(keys)
    if (act) return act(), true
    const next = movedBy(keys, grid.selection, grid.size, page)
    if (!next || (/Tab$/.test(keys) && next.focus.row === at && next.focus.column === across)) return false
    grid.select(next)
    return true
  }
  const actOf = (keys: string): (() => void) | undefined => {
    // The focus is brought into view: that is the beginning, not the end.
    const all = { anchor: { row: grid.size.rows - 1, column: grid.size.columns - 1 }, focus: { row: 0, column: 0 } }
    return {
      'Alt+ArrowDown': () => grid.view.openMenu(column.live ? null : column.id),
      F2: () => writable && edit({ text: present, way: 'inside' }),
      Delete: grid.clear,
      Backspace: grid.clear,
      'Mod+D': grid.fillDown,
      'Mod+A': () => grid.select(all),
      'Mod+Z': grid.undo,
      'Mod+Y': grid.redo,
      'Mod+Shift+Z': grid.redo,
    }[keys]
  }
  const take = (event: ClipboardEvent<HTMLInputElement>) => {
    if (editing) return
    event.preventDefault()
    event.clipboardData.setData('text/plain', grid.copy())
  }
  return (
    <div className={['sheet-focus', editing && 'is-editing', first && 'is-first'].filter(Boolean).join(' ')} style={style} title={title}>
      <input
        ref={input}
        className={column.kind === 'number' ? 'number' : undefined}
        aria-label={t('grid.cell', { column: column.title, row: rowLabel(row), text: present || t('grid.empty') })}
        aria-description={t('grid.keys')}
        aria-invalid={wrong !== null}
        readOnly={!writable}
        spellCheck={false}
        autoComplete="off"
        list={choices ? 'sheet-choices' : undefined}
        value={editing?.text ?? ''}
        onChange={(event) => writable && edit({ way: editing?.way ?? 'over', text: event.target.value })}
        onKeyDown={pressed}
        onBlur={() => endEdit(true)}
        onDoubleClick={() => writable && !editing && edit({ text: present, way: 'inside' })}
        onCopy={take}
        onCut={(event) => {
          take(event)
          if (!editing) grid.clear()
        }}
        onPaste={(event) => {
          if (editing) return
          event.preventDefault()
          grid.paste(event.clipboardData.getData('text/plain'))
        }}
      />
      {choices && (
        <datalist id="sheet-choices">
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
      {wrong !== null && (
        <div className="sheet-wrong" role="alert">
          {wrong}
        </div>
      )}
    </div>
  )
}
