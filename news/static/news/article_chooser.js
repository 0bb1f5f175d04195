/* Shows the chosen article with its picture, state and date, and says when readers do not see it. */

(() => {
  const ChooserFactory = window.telepath.constructors["wagtail.admin.widgets.Chooser"];
  const { widgetClass: Chooser } = new ChooserFactory("", "");

  class ArticleChooser extends Chooser {
    initHTMLElements(id) {
      super.initHTMLElements(id);
      const part = (name) => this.chooserElement.querySelector(`[data-article-${name}]`);
      this.parts = { picture: part("picture"), facts: part("facts"), notice: part("notice") };
    }

    renderState(state) {
      super.renderState(state);
      const { picture, facts, notice } = this.parts;
      if (state.picture) picture.src = state.picture;
      picture.hidden = !state.picture;
      facts.textContent = state.facts;
      notice.textContent = state.notice;
      notice.hidden = !state.notice;
    }
  }

  class ArticleChooserFactory extends ChooserFactory {
    widgetClass = ArticleChooser;
  }

  window.telepath.register("news.widgets.ArticleChooser", ArticleChooserFactory);
})();
