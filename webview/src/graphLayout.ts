// The graph's layouts are computed in a worker: ELK itself, which answers what its api sends.
import 'elkjs/lib/elk-worker.min.js'
