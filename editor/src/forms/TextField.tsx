import { TranslationOutlined } from '@ant-design/icons'
import { Button, Input, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LANGUAGES } from '../i18n'
import { inLanguage, withLanguage } from '../model/texts'
import type { Language, Text } from '../model/types'
import { useSettings } from '../state/settings'

interface TextFieldProps {
  id: string
  label: string
  value: Text | undefined
  /** Undefined: no text is left in any language. */
  onChange: (text: Text | undefined) => void
  /** What stands for a missing text. */
  placeholder?: string
  rows?: number
  disabled?: boolean
}

/** A text for people, in the page's language; a click opens it in the other one too. */
export function TextField({ id, label, value, onChange, placeholder = '', rows, disabled }: TextFieldProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const other: Language = language === 'en' ? 'zh' : 'en'
  const [both, setBoth] = useState(false)
  const told = typeof value === 'object' && Boolean(value[other])
  // Unless it is said here, what is around says whether the field works.
  const off = disabled === undefined ? {} : { disabled }
  const line = (which: Language, own: boolean) => {
    const shared = {
      value: inLanguage(value, which, language),
      ...off,
      placeholder: own ? placeholder : t('forms.text.in', { language: LANGUAGES[which] }),
      'aria-label': both ? `${label} (${LANGUAGES[which]})` : label,
      onChange: ({ target }: { target: { value: string } }) => onChange(withLanguage(value, which, target.value, language)),
    }
    const named = own ? { id } : {}
    return rows === undefined ? (
      <Input {...named} {...shared} {...(both ? { prefix: <span className="muted">{t(`forms.text.${which}`)}</span> } : {})} />
    ) : (
      <Input.TextArea {...named} {...shared} rows={rows} />
    )
  }
  return (
    <div className="text-field">
      <Space.Compact block>
        {line(language, true)}
        <Button
          icon={<TranslationOutlined className={told ? 'text-told' : ''} />}
          {...off}
          aria-pressed={both}
          aria-label={t('forms.text.other', { language: LANGUAGES[other] })}
          title={t('forms.text.other', { language: LANGUAGES[other] })}
          onClick={() => setBoth(!both)}
        />
      </Space.Compact>
      {both && line(other, false)}
    </div>
  )
}
