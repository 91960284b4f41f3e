export const editor = {
  editor: {
    palette: '节点库', inspector: '属性',
    show: { canvas: '画布', table: '表格', live: '实时值' }, view: '视图',
    loading: '正在加载…', unsaved: { waiting: '草稿尚未保存', saving: '正在保存…', failed: '草稿保存失败，正在重试', conflict: '他人已保存了另一份草稿', saved: '草稿已保存' },
    undo: '撤销', redo: '重做',
    readOnly: '您可以查看，但不能修改：修改需要此处的编辑权限。',
    stuck: '{{names}} 中的同一处之后又有修改，因此保持不变。请检查是否仍然一致。',
    gone: '该子流程已不存在',
  },
  pages: { flows: '流程', project: '项目', history: '历史' },
}
