import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Evidence } from '../../api/station'
import { CODE } from '../../parts/PasswordForm'
import type { StationActs } from './useStationHere'

/** Signing on by user name and password, for what a badge does not open. */
export function PasswordOn({ station, back }: { station: StationActs; back: () => void }) {
  const { t } = useTranslation()
  const needsCode = station.problem?.faults.some(({ code }) => CODE.has(code)) ?? false
  const needed = [{ required: true, message: t('dialog.needed') }]
  return (
    <section className="station-card">
      <h1>{t('station.byPassword')}</h1>
      <Form layout="vertical" requiredMark={false} onFinish={(shown: Evidence) => void station.signOn(shown)}>
        <Form.Item name="user" label={t('login.user')} rules={needed}>
          <Input autoFocus autoComplete="off" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item name="password" label={t('login.password')} rules={needed}>
          <Input.Password autoComplete="off" />
        </Form.Item>
        {needsCode && (
          <Form.Item name="code" label={t('login.code')} rules={needed}>
            <Input inputMode="numeric" autoComplete="one-time-code" autoFocus />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" block loading={station.busy}>
          {t('station.signOn')}
        </Button>
      </Form>
      <Button block icon={<ArrowLeftOutlined />} onClick={back}>
        {t('station.toBadge')}
      </Button>
    </section>
  )
}
