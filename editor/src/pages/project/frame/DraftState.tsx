import { CloudUploadOutlined, DeleteOutlined, EditOutlined, SyncOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../../api/client'
import type { Part } from '../../../api/parts'
import { useProblemTexts } from '../../../parts/useProblemTexts'
import { useCommands } from '../../../state/commands'
import { useMay, useMaySomewhere } from '../../../state/me'
import { useProject } from '../../../state/project'
import type { SharedDocument } from '../../../state/shared'
import type { SharedPart } from '../../../state/useSharedPart'

interface DraftStateProps<T extends object> {
  part: Part<T>
  shared: SharedPart<T>
  document: SharedDocument<T>
}

/** Whether there is a draft that is not deployed, whose it is, and the ways on: deploy it, or discard it. */
export function DraftState<T extends object>({ part, shared, document }: DraftStateProps<T>) {
  const { t } = useTranslation()
  const drafts = useProject(({ project }) => project?.drafts)
  const deploy = useCommands(({ commands }) => commands.find(({ id }) => id === 'deploy'))
  const mayDeploy = useMaySomewhere('deploy')
  const own = Object.entries(drafts ?? {}).filter(([file]) => part.owns(file))
  if (document.saving === 'waiting' || document.saving === 'saving') {
    return (
      <span className="muted draft-state" role="status">
        <SyncOutlined /> {t('editor.unsaved.saving')}
      </span>
    )
  }
  if (own.length === 0) return null
  const authors = [...new Set(own.map(([, { author }]) => author))].join(', ')
  return (
    <span className="draft-state" role="status">
      <span className="status tone-info" title={own.map(([file]) => file).join('\n')}>
        <EditOutlined /> <span>{t('project.draft.there', { author: authors })}</span>
      </span>
      {deploy && mayDeploy && (
        <Button size="small" icon={<CloudUploadOutlined />} onClick={deploy.run}>
          {t('project.draft.deploy')}
        </Button>
      )}
      <Discard files={own.map(([file]) => file)} shared={shared} />
    </span>
  )
}

/** Going back to what is deployed loses the draft of the whole file, and says so. */
function Discard<T extends object>({ files, shared }: { files: string[]; shared: SharedPart<T> }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const said = useProblemTexts()
  const whole = files.includes('project.json')
  const mayDeploy = useMay('deploy')
  const mayEdit = useMay('edit')
  if (whole ? !mayDeploy : !mayEdit) return null
  const discard = async () => {
    try {
      for (const file of files) await shared.discard(file)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      void message.error(said(error.problem).title)
    }
  }
  const ask = () =>
    modal.confirm({
      title: t('project.draft.discardAsk', { files: files.join(', ') }),
      content: t(whole ? 'project.draft.discardProject' : 'project.draft.discardFile'),
      okText: t('project.draft.discard'),
      okButtonProps: { danger: true },
      onOk: discard,
    })
  return (
    <Button size="small" type="text" icon={<DeleteOutlined />} onClick={() => void ask()}>
      {t('project.draft.discard')}
    </Button>
  )
}
