package play

import "sync"

// Advance is called after each part of a run, with the number of parts that are done, the number of all, and the name of the part.
// It may be called from several goroutines, one at a time.
type Advance func(done, total int, what string)

// Parts counts the parts of a run. A nil one counts nothing.
type Parts struct {
	mutex       sync.Mutex
	done, total int
	tell        Advance
}

// NewParts returns a count of no parts, nil if there is nobody to tell.
func NewParts(tell Advance) *Parts {
	if tell == nil {
		return nil
	}
	return &Parts{tell: tell}
}

// Expect adds parts to those that will be done.
func (p *Parts) Expect(count int) {
	if p == nil {
		return
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.total += count
}

// Done counts a part.
func (p *Parts) Done(what string) {
	if p == nil {
		return
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.done++
	p.tell(p.done, p.total, what)
}
