import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import NewFlow from '../shell/NewFlow'
import { useFreeIds } from '../state/useFreeIds'
import { Templates } from './Templates'

/** A project without flows: an empty one, or one of the templates. */
export function FirstPage() {
  const { t } = useTranslation()
  const free = useFreeIds([])
  const [adding, setAdding] = useState(false)
  if (free?.length === 0) return <p className="first muted">{t('first.empty.none')}</p>
  return (
    <div className="first">
      <h1>{t('first.empty.title')}</h1>
      <div className="first-choices">
        <section className="first-choice">
          <h3>{t('first.empty.blank')}</h3>
          <p>{t('first.empty.blankHint')}</p>
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('first.newFlow')}
          </Button>
        </section>
        {free === null && <Templates taken={[]} />}
      </div>
      <p className="muted first-demo">{t('first.empty.demo')}</p>
      {adding && <NewFlow listed={[]} close={() => setAdding(false)} />}
    </div>
  )
}
