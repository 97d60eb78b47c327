package mock

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// routedMethods are the methods that gin gets routes for. An address answers for all of them, since it is Django REST
// Framework that refuses a method, not the router.
var routedMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", otherMethod}

func init() { gin.SetMode(gin.ReleaseMode) } // it speaks to the terminal otherwise

// route makes the table of addresses. Gin's own redirects and its 405 are off: none of its words reach a client.
func (f *fake) route() {
	f.engine = gin.New()
	f.engine.RedirectTrailingSlash = false
	f.engine.HandleMethodNotAllowed = false
	f.engine.Use(func(c *gin.Context) {
		defer f.recovered(c.Writer, c.Request)
		c.Next()
	})
	if f.pages.any() {
		f.engine.Use(f.pages.allow())
	}
	f.engine.NoRoute(f.noRoute)
	f.engine.Match(routedMethods, "/-/health/live/", healthy)
	f.engine.Match(routedMethods, "/-/health/ready/", healthy)
	f.engine.Match(routedMethods, "/api/v3/", func(c *gin.Context) { browserPage(c.Writer, c.Request) })
	unserved := f.unserved()
	f.control()
	endpoints := f.site.Endpoints()
	for i := range endpoints {
		endpoint, address := &endpoints[i], ginPath(endpoints[i].Pattern)
		missing := unserved[address]
		delete(unserved, address)
		f.engine.Match(routedMethods, address, func(c *gin.Context) {
			if missing[c.Request.Method] {
				f.notImplemented(c)
				return
			}
			f.serve(c.Writer, c.Request, endpoint, c.Param("id"))
		})
	}
	routes := segmented(endpoints)
	for address := range unserved {
		if swallowed(address, routes) {
			f.engine.Match(routedMethods, address, f.notImplemented)
			continue
		}
		f.engine.Handle(otherMethod, address, f.notImplemented)
	}
}

// noRoute looks an address up among those that the fake does not serve. They have a route for one method only: there are
// hundreds of them, and routes take time to make.
func (f *fake) noRoute(c *gin.Context) {
	if c.Request.Method != otherMethod {
		f.engine.ServeHTTP(c.Writer, asOther(c.Request))
		return
	}
	noPage(c.Writer, c.Request)
}

func healthy(c *gin.Context) { c.Status(http.StatusOK) }
