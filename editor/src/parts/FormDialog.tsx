import { Form, Modal } from 'antd'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../state/useAct'
import { Refusal } from './Refusal'

interface FormDialogProps<T> {
  title: string
  /** What the button says that does it. */
  ok: string
  danger?: boolean
  /** Whether it cannot be done yet. */
  disabled?: boolean
  initial?: Partial<T>
  /** Does it; a refusal keeps the dialog open and is shown in it. */
  submit: (values: T) => Promise<unknown>
  /** It is done, or nothing is to be done. */
  close: () => void
  /** Instead of `close`, when nothing is to be done. */
  cancel?: () => void
  width?: number
  children?: ReactNode
}

/** A form in a dialog, which closes when the runtime has done what it asks. */
export function FormDialog<T extends object>({ title, ok, danger = false, disabled = false, initial, submit, close, cancel = close, width = 480, children }: FormDialogProps<T>) {
  const { t } = useTranslation()
  const id = useId()
  const { busy, problem, run } = useAct()
  const finish = async (values: T) => {
    if (await run(() => submit(values))) close()
  }
  return (
    <Modal
      open
      title={title}
      width={width}
      onCancel={cancel}
      cancelText={t('dialog.cancel')}
      okText={ok}
      okButtonProps={{ htmlType: 'submit', form: id, loading: busy, danger, disabled }}
    >
      <Form id={id} name={id} layout="vertical" requiredMark={false} autoComplete="off" {...(initial ? { initialValues: initial } : {})} onFinish={(values: T) => void finish(values)}>
        {problem && <Refusal problem={problem} />}
        {children}
      </Form>
    </Modal>
  )
}
