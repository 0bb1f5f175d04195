/* Adds a button to a list of pictures that chooses several at once: they fill what is empty, then follow at the end. */

(() => {
  const { ListBlock, ListBlockDefinition } = window.wagtailStreamField.blocks;

  class PictureList extends ListBlock {
    constructor(...args) {
      super(...args);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small button-secondary";
      button.textContent = this.blockDef.meta.chooseSeveralLabel;
      button.addEventListener("click", () => this.chooseSeveral());
      this.container[0].append(button);
    }

    chooseSeveral() {
      const { widget } = this.blockDef.childBlockDef.childBlockDefsByName.image;
      widget.openModal((pictures) => pictures.forEach((picture) => this.addPicture(picture)), { multiple: true });
    }

    addPicture(picture) {
      const images = this.children.map((child) => child.block.childBlocks.image);
      const empty = images.find((image) => !image.getState());
      if (empty) {
        empty.setState(picture);
      } else {
        const value = { ...this.blockDef.initialChildState, image: picture };
        this.insert(value, this.children.length, { animate: true });
      }
    }
  }

  class PictureListDefinition extends ListBlockDefinition {
    render(...args) {
      return new PictureList(this, ...args);
    }
  }

  window.telepath.register("news.blocks.PictureList", PictureListDefinition);
})();
