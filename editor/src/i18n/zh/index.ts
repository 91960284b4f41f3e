import { canvas } from './canvas'
import { common } from './common'
import { deploy } from './deploy'
import { editor } from './editor'
import { first } from './first'
import { forms } from './forms'
import { grid } from './grid'
import { palette } from './palette'
import { people } from './people'
import { stations } from './stations'
import { gateway } from './gateway'
import { project } from './project'
import { search } from './search'

/** 简体中文，每个区域一个文件。 */
export const zh = { ...common, ...editor, ...canvas, ...palette, ...forms, ...grid, ...deploy, ...project, ...people, ...stations, ...gateway, ...search, ...first }

/** antd 自带的文字。 */
export { default as antd } from 'antd/locale/zh_CN'
