import { StepForwardOutlined, CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Point } from '../model/document'
import { count } from '../model/format'
import type { Breakpoint } from '../state/breakpoints'
import { useMayAt } from '../state/me'
import { useRunning } from '../state/running'
import { useSettings } from '../state/settings'
import { useBreakpointActs } from './useBreakpointActs'

/** On a wire that is held: how many wait, one step, and letting all go. */
export function BreakpointMark({ breakpoint, at: [x, y] }: { breakpoint: Breakpoint; at: Point }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const { step, clear } = useBreakpointActs()
  const may = useMayAt('edit', `flow:${useRunning(({ flow }) => flow)}`)
  const { wire, held, full } = breakpoint
  const title = (text: string) => (may ? text : t('canvas.breakpoint.noRight'))
  return (
    <div className={`breakpoint nodrag nopan${full ? ' tone-attention' : ''}`} style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" />
      </svg>
      <span className="figures">{t(full ? 'canvas.breakpoint.full' : 'canvas.breakpoint.held', { count: held, figure: count(held, language) })}</span>
      <Button size="small" type="text" icon={<StepForwardOutlined />} disabled={held === 0 || !may} title={title(t('canvas.breakpoint.step'))} aria-label={t('canvas.breakpoint.step')} onClick={() => step(wire)} />
      <Button size="small" type="text" icon={<CloseOutlined />} disabled={!may} title={title(t('canvas.breakpoint.clear'))} aria-label={t('canvas.breakpoint.clear')} onClick={() => clear(wire)} />
    </div>
  )
}
