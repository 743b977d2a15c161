export default createAttentionModule;
