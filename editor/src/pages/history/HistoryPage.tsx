/** Every revision, and what it changed. */
export default function HistoryPage({ revision }: { revision: number | null }) {
  return <main id="content">{revision}</main>
}
