import { QuestionCircleOutlined } from '@ant-design/icons'
import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'

/** The help of a field, when somebody points at it, goes to it or touches it. */
export function Help({ text, of }: { text: string; of: string }) {
  const { t } = useTranslation()
  return (
    <Tooltip title={text} trigger={['hover', 'focus', 'click']}>
      <button type="button" className="field-help" aria-label={t('forms.helpOn', { title: of, text })}>
        <QuestionCircleOutlined aria-hidden />
      </button>
    </Tooltip>
  )
}
