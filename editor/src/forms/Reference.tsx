import { AutoComplete } from 'antd'
import { useTranslation } from 'react-i18next'
import { useText } from '../state/useText'
import { useForm } from './place'

interface ReferenceProps {
  id: string
  /** What stands between the braces. */
  inside: string
  set: (value: unknown) => void
  disabled: boolean
}

/** A field whose value comes from a parameter or the machine. */
export function Reference({ id, inside, set, disabled }: ReferenceProps) {
  const { t } = useTranslation()
  const say = useText()
  const { parameters } = useForm().place
  const options = Object.entries(parameters).map(([name, { title }]) => ({ value: name, label: `${say(title, name)} (${name})` }))
  return (
    <AutoComplete
      id={id}
      className="reference"
      value={inside}
      options={options}
      disabled={disabled}
      prefix={<span className="muted">{t(inside.startsWith('env:') ? 'forms.reference.machine' : 'forms.reference.parameter')}</span>}
      onChange={(text: string) => set(`\${${text}}`)}
    />
  )
}
