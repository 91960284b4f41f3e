import { CaretRightOutlined, ClearOutlined, PauseOutlined, SearchOutlined, WarningFilled } from '@ant-design/icons'
import { Button, Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useLive } from '../../state/live'

interface DebugToolsProps {
  filter: string
  setFilter: (filter: string) => void
  everywhere: boolean
  setEverywhere: (everywhere: boolean) => void
  paused: boolean
  waiting: number
  pause: () => void
  cleared: () => void
}

/** What is done with the debug stream: filter, pause, clear. */
export function DebugTools(props: DebugToolsProps) {
  const { t } = useTranslation()
  const lost = useLive((live) => live.lost)
  const clearDebug = useLive((live) => live.clearDebug)
  const clear = () => {
    clearDebug()
    props.cleared()
  }
  return (
    <div className="debug-tools">
      <Input
        className="debug-filter"
        size="small"
        allowClear
        prefix={<SearchOutlined />}
        placeholder={t('debug.filter')}
        aria-label={t('debug.filter')}
        value={props.filter}
        onChange={(event) => props.setFilter(event.target.value)}
      />
      <Segmented
        size="small"
        value={props.everywhere}
        onChange={props.setEverywhere}
        options={[
          { value: false, label: t('debug.thisFlow') },
          { value: true, label: t('debug.allFlows') },
        ]}
      />
      <Button size="small" icon={props.paused ? <CaretRightOutlined /> : <PauseOutlined />} onClick={props.pause}>
        {t(props.paused ? 'debug.resume' : 'debug.pause')}
      </Button>
      <Button size="small" icon={<ClearOutlined />} onClick={clear}>
        {t('debug.clear')}
      </Button>
      {props.paused && <span className="muted figures">{t('debug.waiting', { count: props.waiting })}</span>}
      {lost > 0 && (
        <span className="status tone-attention figures">
          <WarningFilled /> {t('debug.lost', { count: lost })}
        </span>
      )}
    </div>
  )
}
