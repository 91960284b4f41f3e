import { useEffect, useState } from 'react'
import type { Client } from '../../api/client'
import { problemIn } from '../../deploy/plan'
import type { Change } from '../../model/changes'
import type { AnyDocument, FlowDocument } from '../../model/document'
import { parseExactly } from '../../model/lossless'
import type { Problem } from '../../model/problem'
import { useWorkspace } from '../../state/workspace'

/** The files of a revision: documents, and tag lists as text. */
export type Files = Readonly<Record<string, unknown>>

export interface Compared {
  changes: Change[]
  before: Files
  after: Files
}

/** What changed between two revisions, with both; `from` null: there is none before. */
export function useCompared(from: number | null, to: number): { compared: Compared | null; problem: Problem | null } {
  const { client } = useWorkspace()
  const name = `${from ?? ''} ${to}`
  const [found, setFound] = useState<{ name: string; compared: Compared | null; problem: Problem | null } | null>(null)
  useEffect(() => {
    let gone = false
    const read = async () => {
      const changes = from === null ? [] : (await client.get<{ changes: Change[] }>(`history/diff?from=${from}&to=${to}`)).changes
      const [before, after] = await Promise.all([from === null ? {} : filesOf(client, from), filesOf(client, to)])
      return { changes, before, after }
    }
    read().then(
      (compared) => {
        if (!gone) setFound({ name, compared, problem: null })
      },
      (error: unknown) => {
        if (!gone) setFound({ name, compared: null, problem: problemIn(error) })
      },
    )
    return () => {
      gone = true
    }
  }, [client, from, to, name])
  return found?.name === name ? found : { compared: null, problem: null }
}

export async function filesOf(client: Client, revision: number): Promise<Files> {
  const answer = await client.answered(`history/${revision}?documents=true`, {})
  return (parseExactly(await answer.text()) as { documents: Files }).documents
}

/** The flows among files, by id. */
export function flowsIn(files: Files): Map<string, AnyDocument> {
  const documents = Object.entries(files).flatMap(([name, file]) => (/^subflows\/|^tags\/|^(project|equipment)\.json$/.test(name) ? [] : [file as FlowDocument]))
  return new Map(documents.filter((each) => typeof each === 'object' && 'nodes' in each).map((each) => [each.id, each]))
}
