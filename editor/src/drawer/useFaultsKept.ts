import { useEffect } from 'react'
import { partsOf, type Scope } from '../model/document'
import type { Fault } from '../model/types'
import { documentNow, patch, usePartOfDocument } from '../state/documents'
import { useMayAt, useMe } from '../state/me'
import { useSettings } from '../state/settings'
import { useWorkspace } from '../state/workspace'

/** Asks what is wrong with a draft when it is opened and when the language changes, for somebody who may edit it; later each save tells. */
export function useFaultsKept({ key }: Scope): void {
  const { client } = useWorkspace()
  const language = useSettings((settings) => settings.language)
  const there = usePartOfDocument(key, (document) => document !== null)
  const known = useMe(({ me }) => me !== null)
  const may = useMayAt('edit', key) && known
  const { kind, id } = partsOf(key)
  useEffect(() => {
    if (!there || !may || kind !== 'flow') return
    const etag = documentNow(key)?.etag
    client.send<{ faults: Fault[] }>('POST', `flows/${encodeURIComponent(id)}/validate?version=draft`).then(
      // A save meanwhile has told what is newer.
      ({ faults }) => documentNow(key)?.etag === etag && patch(key, { faults }),
      () => undefined,
    )
  }, [client, key, kind, id, there, may, language])
}
