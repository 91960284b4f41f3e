import { CloseCircleFilled, ExclamationCircleFilled, InfoCircleOutlined, MinusCircleOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { count } from '../model/format'
import { nodeStatus, type Tone } from '../model/status'
import { localized } from '../model/text'
import { useNodeState } from '../state/running'
import { useSettings } from '../state/settings'

const ICONS: Record<Tone, typeof InfoCircleOutlined | null> = {
  neutral: null,
  info: InfoCircleOutlined,
  attention: ExclamationCircleFilled,
  failed: CloseCircleFilled,
  off: MinusCircleOutlined,
}

/** What a running node says of itself, under it; its counts while it is pointed at or chosen, and always what it failed at. */
export function NodeStatus({ id, inner }: { id: string; inner: string | null }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const state = useNodeState(id, inner)
  if (!state) return null
  const { tone, word } = nodeStatus(state, true, false)
  const text = localized(state.text, language) || (tone === 'neutral' ? '' : t(`state.${word}`))
  const Icon = ICONS[tone]
  const figures = [t('canvas.received', { figure: count(state.received, language) }), t('canvas.sent', { figure: count(state.sent, language) })]
  return (
    <div className="step-status clip figures">
      {text && (
        <span className={`tone-${tone}`} title={text}>
          {Icon && <Icon />} {text}
        </span>
      )}
      {state.errors > 0 && <span className="tone-attention">{t('canvas.errors', { count: state.errors, figure: count(state.errors, language) })}</span>}
      <span className="step-counts">{figures.join(' · ')}</span>
    </div>
  )
}
