import { DisconnectOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { age } from '../model/format'
import { useLive } from '../state/live'
import { useNow } from '../state/clock'
import { useSettings } from '../state/settings'
import { useWorkspace } from '../state/workspace'

/** Says that the values are old, and when it tries again. Not shown while all is well. */
export function LinkBanner() {
  const state = useLive(({ link }) => link)
  const answering = useLive((live) => live.answering)
  const lost = !answering || state.is === 'waiting' || (state.is === 'connecting' && state.again)
  return lost ? <Lost until={state.is === 'waiting' ? state.until : null} /> : null
}

function Lost({ until }: { until: number | null }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const { link } = useWorkspace()
  const left = (until ?? 0) - useNow()
  const next = until === null || left < 1000 ? t('link.trying') : t('link.again', { time: age(left, language) })
  return (
    <Alert
      banner
      type="warning"
      icon={<DisconnectOutlined />}
      title={
        <>
          {t('link.lost')} <span className="muted figures">{next}</span>
        </>
      }
      action={
        <Button size="small" onClick={() => link.open()}>
          {t('link.now')}
        </Button>
      }
    />
  )
}
