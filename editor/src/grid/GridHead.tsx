import { CaretDownOutlined, CaretUpOutlined, FilterFilled } from '@ant-design/icons'
import { Popover } from 'antd'
import { useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ColumnMenu } from './ColumnMenu'
import type { GridColumn } from './types'
import type { GridState } from './useGrid'

interface GridHeadProps<R> {
  grid: GridState<R>
  /** Gives the keys back to the cells. */
  leave: () => void
}

/** The titles of the columns. Each opens what can be done with its column; its edge is dragged to make it wider. */
export function GridHead<R>({ grid, leave }: GridHeadProps<R>) {
  return (
    <div role="row" className="sheet-head" aria-rowindex={1}>
      <div role="columnheader" className="sheet-number" aria-label="#" />
      {grid.columns.map((column) => (
        <HeadCell key={column.id} grid={grid} column={column} leave={leave} />
      ))}
    </div>
  )
}

function HeadCell<R>({ grid: { view }, column, leave }: GridHeadProps<R> & { column: GridColumn<R> }) {
  const { t } = useTranslation()
  const { id, title, kind, live } = column
  const sorted = view.sort?.column === id ? view.sort : null
  const filtered = id in view.filters
  const toggle = (open: boolean) => {
    view.openMenu(open ? id : null)
    if (!open) leave()
  }
  const Arrow = sorted?.down ? CaretDownOutlined : CaretUpOutlined
  return (
    <div role="columnheader" className={kind === 'number' ? 'number' : undefined} aria-sort={sorted ? (sorted.down ? 'descending' : 'ascending') : 'none'}>
      <Popover open={view.menu === id} onOpenChange={toggle} trigger="click" placement="bottomLeft" destroyOnHidden content={<ColumnMenu view={view} column={column} close={() => toggle(false)} />}>
        <button type="button" className="sheet-title" tabIndex={-1} title={live ? title : t('grid.menuOf', { title })} disabled={live === true}>
          <span className="clip">{title}</span>
          {sorted && <Arrow />}
          {filtered && <FilterFilled className="tone-info" />}
        </button>
      </Popover>
      <Edge width={column.width} put={(width) => view.setWidth(id, width)} />
    </div>
  )
}

/** The edge of a column, for the pointer; by keys its width is set in its menu. */
function Edge({ width, put }: { width: number; put: (width: number) => void }) {
  const [from, setFrom] = useState<{ x: number; width: number } | null>(null)
  const begin = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault()
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    setFrom({ x: event.clientX, width })
  }
  return (
    <span
      className="sheet-edge"
      aria-hidden
      onPointerDown={begin}
      onPointerMove={({ clientX }) => from && put(from.width + clientX - from.x)}
      onPointerUp={() => setFrom(null)}
      onPointerCancel={() => setFrom(null)}
    />
  )
}
