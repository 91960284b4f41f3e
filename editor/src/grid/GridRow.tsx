import { ExclamationCircleFilled, WarningFilled } from '@ant-design/icons'
import { memo, type ReactNode } from 'react'
import type { GridColumn, GridFault } from './types'

interface GridRowProps<R> {
  row: R
  index: number
  top: number
  columns: readonly GridColumn<R>[]
  /** The selected columns of this row, both -1 when it has none. */
  left: number
  right: number
  fault: ((row: R, column: string) => GridFault | null) | undefined
}

function Row<R>({ row, index, top, columns, left, right, fault }: GridRowProps<R>) {
  return (
    <div role="row" className="sheet-row" aria-rowindex={index + 2} style={{ top }}>
      <div role="rowheader" className="sheet-number figures" data-row={index}>
        {index + 1}
      </div>
      {columns.map((column, at) => (
        <GridCell
          key={column.id}
          selected={at >= left && at <= right}
          number={column.kind === 'number'}
          fault={fault?.(row, column.id) ?? null}
          row={index}
          column={at}
        >
          {column.show ? column.show(row) : column.text(row)}
        </GridCell>
      ))}
    </div>
  )
}

/** Drawn again only when something of it changed: a grid has some hundred cells in sight. */
export const GridRow = memo(Row) as typeof Row

interface GridCellProps {
  selected: boolean
  number: boolean
  fault: GridFault | null
  row: number
  column: number
  children: ReactNode
}

function GridCell({ selected, number, fault, row, column, children }: GridCellProps) {
  const names = ['sheet-cell', number && 'number', fault && `is-${fault.severity}`].filter(Boolean).join(' ')
  return (
    <div
      role="gridcell"
      className={names}
      aria-colindex={column + 2}
      aria-selected={selected}
      aria-invalid={fault?.severity === 'error' || undefined}
      title={fault?.message ?? (typeof children === 'string' ? children : undefined)}
      data-row={row}
      data-column={column}
    >
      {fault && (fault.severity === 'error' ? <ExclamationCircleFilled /> : <WarningFilled />)}
      <span className="clip">{children}</span>
    </div>
  )
}
