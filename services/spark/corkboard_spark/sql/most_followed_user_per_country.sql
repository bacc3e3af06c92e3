-- Who has the most followers in each country?
-- One row per country that has a user with a count; of users with equally many followers, the first by name.
with posts as (
    select
        geos.country,
        pins.poster_name,
        pins.follower_count
    from pins
    inner join geos on pins.ind = geos.ind
    where geos.country is not null and pins.poster_name is not null and pins.follower_count is not null
),

ranked as (
    select
        country,
        poster_name,
        follower_count,
        row_number() over (partition by country order by follower_count desc, poster_name asc) as place
    from posts
),

final as (
    select
        country,
        poster_name,
        follower_count
    from ranked
    where place = 1
)

select * from final
order by country
