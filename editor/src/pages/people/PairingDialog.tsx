import { CheckCircleFilled } from '@ant-design/icons'
import { Alert, Button, Modal, QRCode, Skeleton } from 'antd'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { countdown, grouped } from '../../model/countdown'
import type { Station } from '../../model/people'
import { instant } from '../../model/reading'
import { hashOf } from '../../model/route'
import { Refusal } from '../../parts/Refusal'
import { useNow } from '../../state/clock'
import { useLive } from '../../state/live'
import { useAct } from '../../state/useAct'
import { useText } from '../../state/useText'
import { useWorkspace } from '../../state/workspace'

interface PairingDialogProps {
  station: Station
  /** A device has taken the code. */
  paired: boolean
  close: () => void
}

/** A code for the device, large and as a QR code, while it counts. */
export function PairingDialog({ station, paired, close }: PairingDialogProps) {
  const { t } = useTranslation()
  const text = useText()
  const { client } = useWorkspace()
  const [made, setMade] = useState<{ code: string; until: string } | null>(null)
  const { problem, run } = useAct()
  const { id } = station
  const make = useCallback(
    () => run(async () => setMade(await client.send('POST', `stations/${encodeURIComponent(id)}/pairing`))),
    [run, client, id],
  )
  useEffect(() => {
    void make()
  }, [make])
  return (
    <Modal open title={t('stations.pairOf', { station: text(station.name, id) })} onCancel={close} footer={<Button type={paired ? 'primary' : 'default'} onClick={close}>{t('dialog.close')}</Button>}>
      {problem && <Refusal problem={problem} />}
      {!made && !problem && <Skeleton active paragraph={{ rows: 4 }} />}
      {paired ? (
        <p className="pairing-done" role="status">
          <CheckCircleFilled /> {t('stations.isPaired')}
        </p>
      ) : (
        made && <Code {...made} again={() => void make()} />
      )}
    </Modal>
  )
}

function Code({ code, until, again }: { code: string; until: string; again: () => void }) {
  const { t } = useTranslation()
  const now = useNow() + useLive((live) => live.ahead)
  const end = instant(until) ?? now
  const { origin, pathname, hostname } = window.location
  const address = `${origin}${pathname}${hashOf({ page: 'station', code })}`
  if (now >= end) {
    return (
      <div className="pairing">
        <p>{t('stations.codeOver')}</p>
        <Button type="primary" onClick={again}>
          {t('stations.newCode')}
        </Button>
      </div>
    )
  }
  return (
    <div className="pairing">
      <output className="pairing-code">{grouped(code)}</output>
      <p className="muted figures">{t('stations.codeLeft', { time: countdown(end, now) })}</p>
      <QRCode type="svg" value={address} size={176} color="#000" bgColor="#fff" aria-label={t('stations.qr')} />
      <p>{t('stations.pairHow', { address: `${origin}${pathname}#/station` })}</p>
      {/^(localhost|127\.|\[::1\])/.test(hostname) && <Alert type="info" showIcon title={t('stations.loopback')} />}
    </div>
  )
}
