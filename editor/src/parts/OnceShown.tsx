import { CopyOutlined } from '@ant-design/icons'
import { Alert, App, Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from './copyText'

interface OnceShownProps {
  title: string
  value: string
  explain: ReactNode
  close: () => void
  /** More to do with it, beside copying. */
  actions?: ReactNode
}

/** Something that nobody can show again: it goes only when it is said to be kept. */
export function OnceShown({ title, value, explain, close, actions }: OnceShownProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = () => {
    void copyText(value).then((done) => {
      if (done) void message.success(t('dialog.copied'))
      else void message.warning(t('dialog.copyByHand'))
    })
  }
  return (
    <Modal open title={title} closable={false} keyboard={false} mask={{ closable: false }} footer={<Button type="primary" onClick={close}>{t('dialog.kept')}</Button>}>
      <div className="once">
        <Alert type="warning" showIcon title={t('dialog.once')} description={explain} />
        <code className="once-value">{value}</code>
        <div className="row-acts">
          <Button icon={<CopyOutlined />} onClick={copy}>
            {t('dialog.copy')}
          </Button>
          {actions}
        </div>
      </div>
    </Modal>
  )
}
