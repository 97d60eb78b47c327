package mock

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// routedMethods lists the methods that gin gets routes for. An address has all of them, since Django REST
// Framework refuses methods, not the router.
var routedMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", otherMethod}

func init() { gin.SetMode(gin.ReleaseMode) } // it speaks to the terminal otherwise

// route builds the table of addresses. Gin's own redirects and its 405 are off: clients see none of its
// texts.
func (f *fake) route() {
	f.engine = gin.New()
	f.engine.RedirectTrailingSlash = false
	f.engine.HandleMethodNotAllowed = false
	f.engine.Use(f.entered)
	if f.pages.any() {
		f.engine.Use(f.pages.allow())
	}
	f.engine.Use(f.struck)
	f.engine.NoRoute(f.noRoute)
	f.engine.Match(routedMethods, healthAddresses+"live/", f.healthy)
	f.engine.Match(routedMethods, healthAddresses+"ready/", f.healthy)
	f.engine.Match(routedMethods, "/api/v3/", routed(browserPage))
	unserved := f.unserved()
	endpoints := f.site.Endpoints()
	f.endpoints = make(map[string]*drf.Endpoint, len(endpoints))
	for i := range endpoints {
		endpoint, address := &endpoints[i], ginPath(endpoints[i].Pattern)
		missing := unserved[address]
		delete(unserved, address)
		f.endpoints[address] = endpoint
		f.engine.Match(routedMethods, address, func(g *gin.Context) {
			c := callOf(g)
			if missing[c.r.Method] {
				f.notImplemented(c)
				return
			}
			c.endpoint, c.id = endpoint, g.Param("id")
			f.serve(c)
		})
	}
	routes := segmented(endpoints)
	for address := range unserved {
		if swallowed(address, routes) {
			f.engine.Match(routedMethods, address, routed(f.notImplemented))
			continue
		}
		f.engine.Handle(otherMethod, address, routed(f.notImplemented))
	}
}

// noRoute looks an address up among those that the fake does not serve. They have a route for one method
// only: there are hundreds of them, and creating routes takes time.
func (f *fake) noRoute(g *gin.Context) {
	c := callOf(g)
	if g.Request.Method != otherMethod {
		f.passOnAs(c, otherMethod)
		return
	}
	f.noPage(c)
}

// entered handles a call within gin, whose writer it uses there. A panic becomes an answer before the outer
// writers finish theirs.
func (f *fake) entered(g *gin.Context) {
	c := callOf(g)
	outer := c.w
	defer func() { c.w = outer }()
	c.w = g.Writer
	defer f.recovered(c)
	g.Next()
}

// routed returns a handler for gin.
func routed(next handler) gin.HandlerFunc {
	return func(g *gin.Context) { next(callOf(g)) }
}

// healthy answers a health check.
func (f *fake) healthy(c *gin.Context) {
	if !goFront.In(f.profile.Contract) {
		c.Writer.Header()["X-Powered-By"] = fixedHeaders["X-Powered-By"]
	}
	c.Status(http.StatusOK)
}
