import { BgColorsOutlined, GlobalOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LANGUAGES } from '../i18n'
import { LOOKS, type Look } from '../model/settings'
import type { Language } from '../model/types'
import { useSettings } from '../state/settings'

/** Language and look. */
export function SettingsMenu() {
  const { t } = useTranslation()
  const { language, look, setLanguage, setLook } = useSettings()
  const languages = Object.entries(LANGUAGES).map(([key, label]) => ({ key, label }))
  const looks = LOOKS.map((key) => ({ key, label: t(`settings.${key}`) }))
  return (
    <>
      <Choice
        name={t('settings.language')}
        icon={<GlobalOutlined />}
        label={LANGUAGES[language]}
        items={languages}
        chosen={language}
        choose={(key) => setLanguage(key as Language)}
      />
      <Choice
        name={t('settings.look')}
        icon={<BgColorsOutlined />}
        label={t(`settings.${look}`)}
        items={looks}
        chosen={look}
        choose={(key) => setLook(key as Look)}
      />
    </>
  )
}

interface ChoiceProps {
  name: string
  icon: ReactNode
  label: string
  items: { key: string; label: string }[]
  chosen: string
  choose: (key: string) => void
}

function Choice({ name, icon, label, items, chosen, choose }: ChoiceProps) {
  const menu = { items, selectable: true, selectedKeys: [chosen], onClick: ({ key }: { key: string }) => choose(key) }
  return (
    <Dropdown menu={menu} trigger={['click']} placement="bottomRight">
      <Button type="text" icon={icon} aria-label={`${name}: ${label}`} title={name}>
        <span className="wide-only">{label}</span>
      </Button>
    </Dropdown>
  )
}
