// What the server renders and the page hydrates.
export const Post = () => (
  <div>
    <pay-attention sentence="the cat sat" seed={3} sampled="cat" keyPosition={1} />
    <p>The post goes on.</p>
  </div>
);
