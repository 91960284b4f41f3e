import { EyeInvisibleOutlined, EyeOutlined, FullscreenOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { Panel, useReactFlow, useStore } from '@xyflow/react'
import { Button } from 'antd'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import { scopeName, useCanvasSettings } from '../state/canvasSettings'
import { useOffered } from '../state/commands'
import { useInstances, useRunning } from '../state/running'
import { viewNow } from './view'

/** Nearer, farther, whole, and whether live values are shown. */
export const CanvasTools = memo(function CanvasTools({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const flow = useReactFlow()
  const percent = useStore(({ transform }) => Math.round(transform[2] * 100))
  const { live, setLive } = useCanvasSettings()
  const fit = () => viewNow()?.fit()
  const toggle = () => setLive(!live)
  useOffered([
    { id: 'canvas.fit', title: 'canvas.tools.fit', keys: ['Shift+1'], run: fit },
    { id: 'canvas.full', title: 'canvas.tools.full', keys: ['Shift+0'], run: () => void flow.zoomTo(1) },
    { id: 'canvas.nearer', title: 'canvas.tools.nearer', keys: ['+', '='], run: () => void flow.zoomIn() },
    { id: 'canvas.farther', title: 'canvas.tools.farther', keys: ['-'], run: () => void flow.zoomOut() },
    { id: 'canvas.live', title: 'canvas.tools.live', keys: ['Shift+L'], run: toggle },
  ])
  const Eye = live ? EyeOutlined : EyeInvisibleOutlined
  return (
    <Panel position="bottom-left" className="canvas-tools">
      <div className="tool-row">
        <Button size="small" type="text" icon={<MinusOutlined />} title={t('canvas.tools.farther')} aria-label={t('canvas.tools.farther')} onClick={() => void flow.zoomOut()} />
        <Button size="small" type="text" className="figures tool-percent" title={t('canvas.tools.full')} onClick={() => void flow.zoomTo(1)}>
          {percent} %
        </Button>
        <Button size="small" type="text" icon={<PlusOutlined />} title={t('canvas.tools.nearer')} aria-label={t('canvas.tools.nearer')} onClick={() => void flow.zoomIn()} />
        <Button size="small" type="text" icon={<FullscreenOutlined />} title={t('canvas.tools.fit')} aria-label={t('canvas.tools.fit')} onClick={fit} />
      </div>
      <div className="tool-row">
        <Button size="small" type="text" icon={<Eye />} aria-pressed={live} title={t('canvas.tools.live')} onClick={toggle}>
          <span className="tool-word">{t(live ? 'canvas.tools.liveOn' : 'canvas.tools.liveOff')}</span>
        </Button>
        <InstanceChoice scope={scope} />
      </div>
    </Panel>
  )
})

/** Which instance of the subflow the values are of, where there are several. */
function InstanceChoice({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const instances = useInstances(scope)
  const shown = useRunning(({ prefix }) => prefix.slice(0, -1))
  const { live, showInstance } = useCanvasSettings()
  if (!live || instances.length < 2) return null
  return (
    <select key={scopeName(scope)} className="tool-choice" aria-label={t('canvas.instance')} title={t('canvas.instance')} value={shown} onChange={(event) => showInstance(scope, event.target.value)}>
      {instances.map((instance) => (
        <option key={instance}>{instance}</option>
      ))}
    </select>
  )
}
