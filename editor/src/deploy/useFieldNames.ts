import { useTranslation } from 'react-i18next'
import type { ChangedLine } from '../model/changes'
import { placeText } from '../model/undeclared'
import { deploy } from '../i18n/en/deploy'

type Field = keyof typeof deploy.deploy.field
type Kind = keyof typeof deploy.deploy.kind

/** What people call kinds of things, and the fields that no schema names. */
export function useFieldNames() {
  const { t } = useTranslation()
  const own = (name: string) => {
    const key = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    return Object.hasOwn(deploy.deploy.field, key) ? t(`deploy.field.${key as Field}`) : name
  }
  return {
    own,
    kindName: (kind: string) => (kind in deploy.deploy.kind ? t(`deploy.kind.${kind as Kind}`) : kind),
    fieldName: (place: Pick<ChangedLine, 'own' | 'labels'>) => placeText(place, own),
  }
}
