import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons'
import type { ArrayFieldItemTemplateProps, ArrayFieldTemplateProps } from '@rjsf/utils'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'

/** The rows of a table; `Parts` adds one. */
export function ArrayFieldTemplate({ items }: ArrayFieldTemplateProps) {
  return <ol className="form-rows">{items}</ol>
}

/** A row with its number, to move and to take out. */
export function ArrayFieldItemTemplate({ children, index, buttonsProps, readonly }: ArrayFieldItemTemplateProps) {
  const { t } = useTranslation()
  const { hasMoveUp, hasMoveDown, onMoveUpItem, onMoveDownItem, onRemoveItem } = buttonsProps
  const number = index + 1
  return (
    <li className="form-row">
      <div className="form-row-head">
        <span className="figures muted">{number}</span>
        {!readonly && (
          <>
            <Button size="small" type="text" icon={<ArrowUpOutlined />} disabled={!hasMoveUp} aria-label={t('forms.rowUp', { number })} onClick={onMoveUpItem} />
            <Button size="small" type="text" icon={<ArrowDownOutlined />} disabled={!hasMoveDown} aria-label={t('forms.rowDown', { number })} onClick={onMoveDownItem} />
            <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('forms.rowOut', { number })} onClick={onRemoveItem} />
          </>
        )}
      </div>
      {children}
    </li>
  )
}
