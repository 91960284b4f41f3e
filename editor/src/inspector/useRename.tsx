import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client'
import { partsOf, type Scope } from '../model/document'
import { useProblemTexts } from '../parts/useProblemTexts'
import { settle } from '../state/documents'
import { reachOf, renameEverywhere, type Reach } from '../state/renaming'
import { useWorkspace } from '../state/workspace'

/** Gives a node another id everywhere; where something that names it has to stay behind, the person is asked before. */
export function useRename({ key, inside }: Scope): (node: string, to: string) => Promise<void> {
  const { t } = useTranslation()
  const { client, saver } = useWorkspace()
  const { modal, message } = App.useApp()
  const said = useProblemTexts()
  const agreed = async ({ withheld, unseen }: Reach): Promise<boolean> => {
    if (withheld.length === 0 && !unseen) return true
    const names = withheld.map((other) => partsOf(other).id).join(', ')
    return modal.confirm({
      title: t('inspector.rename.title'),
      content: (
        <>
          {withheld.length > 0 && <p>{t('inspector.rename.withheld', { names })}</p>}
          {unseen && <p>{t('inspector.rename.unseen')}</p>}
        </>
      ),
      okText: t('inspector.rename.go'),
    })
  }
  return async (node, to) => {
    try {
      const reach = await reachOf(client, { key, inside, node }, to)
      if (!(await agreed(reach))) return
      settle(key)
      await renameEverywhere(client, saver, reach)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      void message.error(said(error.problem).title)
    }
  }
}
