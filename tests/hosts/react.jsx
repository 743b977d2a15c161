// A React page: attributes and properties as React hands them on, an event, another seed on a click.
import 'pay-attention/element';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

function Page() {
  const [seed, setSeed] = useState(1);
  const [results, setResults] = useState(0);
  return (
    <div>
      <pay-attention
        className="tall"
        style={{ marginTop: '4px' }}
        sentence="the cat sat on the mat"
        seed={seed}
        query={4}
        keyPosition={2}
        view="pair"
        sampled={['cat']}
        corrected="none"
        onpay-attention-result={() => setResults((count) => count + 1)}
      />
      <button type="button" onClick={() => setSeed(7)}>
        Another seed
      </button>
      <output>{results}</output>
    </div>
  );
}

createRoot(document.getElementById('root')).render(<Page />);
