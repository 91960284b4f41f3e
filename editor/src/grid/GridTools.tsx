import { OrderedListOutlined, RedoOutlined, UndoOutlined, VerticalAlignBottomOutlined } from '@ant-design/icons'
import { Button, Space, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { GridState } from './useGrid'

interface GridToolsProps<R> {
  grid: GridState<R>
  canUndo: boolean
  canRedo: boolean
}

/** What the keys of a grid do, for somebody who does not know them. */
export function GridTools<R>({ grid, canUndo, canRedo }: GridToolsProps<R>) {
  const { t } = useTranslation()
  const several = grid.area.bottom > grid.area.top
  return (
    <Space.Compact>
      <Tool label={t('grid.fillDown')} keys="Ctrl+D" icon={<VerticalAlignBottomOutlined />} enabled={several || grid.area.top > 0} act={grid.fillDown} />
      <Tool label={t('grid.fillSeries')} icon={<OrderedListOutlined />} enabled={several} act={grid.fillSeries} />
      {grid.undo && <Tool label={t('grid.undo')} keys="Ctrl+Z" icon={<UndoOutlined />} enabled={canUndo} act={grid.undo} />}
      {grid.redo && <Tool label={t('grid.redo')} keys="Ctrl+Y" icon={<RedoOutlined />} enabled={canRedo} act={grid.redo} />}
    </Space.Compact>
  )
}

interface ToolProps {
  label: string
  keys?: string
  icon: ReactNode
  enabled: boolean
  act: () => void
}

function Tool({ label, keys, icon, enabled, act }: ToolProps) {
  return (
    <Tooltip title={keys ? `${label} (${keys})` : label}>
      <Button icon={icon} aria-label={label} disabled={!enabled} onClick={act} />
    </Tooltip>
  )
}
