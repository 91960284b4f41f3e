import { EyeInvisibleOutlined, EyeOutlined, FullscreenOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { Panel, useReactFlow, useStore } from '@xyflow/react'
import { Button } from 'antd'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import { partsOf, type Scope } from '../model/document'
import { localized } from '../model/text'
import { scopeName, useCanvasSettings } from '../state/canvasSettings'
import { useOffered } from '../state/commands'
import { useFlows } from '../state/flows'
import { nameOf, useRunning, type Instance } from '../state/running'
import { useSettings } from '../state/settings'
import { useNarrow } from '../state/useMedia'
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
  const narrow = useNarrow()
  // The rest is in the bar for fingers.
  if (narrow) return <Panel position="top-right" className="canvas-tools"><InstanceChoice scope={scope} /></Panel>
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

/** Which instance of the subflow the values are of: of a project-wide one, in which flow. */
function InstanceChoice({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const flows = useFlows(({ items }) => items)
  const [flow, prefix, instances] = useRunning(useShallow((running) => [running.flow, running.prefix, running.instances] as const))
  const { live, showInstance } = useCanvasSettings()
  const everywhere = partsOf(scope.key).kind === 'subflow'
  if (!live || instances.length < (everywhere ? 1 : 2)) return null
  const title = ({ flow: id, path }: Instance) => (everywhere ? `${localized(flows?.find((each) => each.id === id)?.name, language, id)} › ${path}` : path)
  return (
    <select
      key={scopeName(scope)}
      className="tool-choice"
      aria-label={t('canvas.instance')}
      title={t('canvas.instance')}
      value={nameOf({ flow, path: prefix.slice(0, -1) })}
      onChange={(event) => showInstance(scope, event.target.value)}
    >
      {instances.map((instance) => (
        <option key={nameOf(instance)} value={nameOf(instance)}>
          {title(instance)}
        </option>
      ))}
    </select>
  )
}
