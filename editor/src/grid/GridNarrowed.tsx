import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { GridView } from './useGridView'

/** Says that not all rows are shown, and shows them. */
export function GridNarrowed<R>({ view: { shown, all, filters, reset } }: { view: GridView<R> }) {
  const { t } = useTranslation()
  if (Object.keys(filters).length === 0) return null
  return (
    <p className="sheet-narrowed muted" role="status">
      {t('grid.narrowed', { shown, all })}
      <Button size="small" type="link" onClick={reset}>
        {t('grid.showAll')}
      </Button>
    </p>
  )
}
