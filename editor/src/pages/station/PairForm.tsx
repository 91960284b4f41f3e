import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'

interface PairFormProps {
  /** As a QR code brought it; empty: it is typed. */
  code: string
  busy: boolean
  pair: (code: string) => Promise<void>
}

/** Takes the code that the administrator's page shows. */
export function PairForm({ code, busy, pair }: PairFormProps) {
  const { t } = useTranslation()
  return (
    <section className="station-card">
      <h1>{t('station.pair')}</h1>
      <p>{t('station.pairExplain')}</p>
      <Form layout="vertical" requiredMark={false} initialValues={{ code }} onFinish={(given: { code: string }) => void pair(given.code)}>
        <Form.Item name="code" label={t('station.code')} rules={[{ required: true, whitespace: true, message: t('dialog.needed') }]}>
          <Input className="station-code" autoFocus autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={32} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t('station.become')}
        </Button>
      </Form>
    </section>
  )
}
