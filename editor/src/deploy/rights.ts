import { useTranslation } from 'react-i18next'
import { mayAt } from '../model/may'
import type { Project } from '../model/types'
import type { Me } from '../state/me'
import type { Plan } from './plan'

/** Rights that a deploy needs and the person has not, where they would have to count. */
export function missingRights({ rights, changes }: Plan, me: Me | null, project: Project | null): string[] {
  const flows = [...new Set(changes.map(({ flow, kind, owner }) => flow ?? (kind === 'flow' ? owner : null)))]
  const may = (right: string) => flows.every((flow) => (flow === null ? me === null || me.rights.includes(right) : mayAt(me, right, flow, project)))
  return rights.filter((right) => !may(right))
}

export function useRightNames(): (right: string) => string {
  const { t } = useTranslation()
  return (right) => {
    if (right === 'install') return t('deploy.review.right.install')
    if (right === 'device-write') return t('deploy.review.right.device')
    return t('deploy.review.right.other', { right })
  }
}
